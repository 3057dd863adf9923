Option Explicit
' What the ribbon reads and writes, each in one call from Python.

' A sheet of the active workbook (the active one without a name) as Array(kind, workbook,
' folder, sheet, protected, row, column, values, formulas, merged ranges, notes,
' names of the worksheets). Kind is "Worksheet"; for "Large" and "Chart" the array ends with
' the sheet's name.
Public Function PerfSnapshot(Optional ByVal sheetName As String = "") As Variant
    Dim sheet As Object, used As Object
    If sheetName = "" Then
        Set sheet = ActiveSheet
    Else
        Set sheet = ActiveWorkbook.Worksheets(sheetName)
    End If
    If TypeName(sheet) <> "Worksheet" Then
        PerfSnapshot = Array("Chart", ActiveWorkbook.Name, ActiveWorkbook.Path, sheet.Name)
        Exit Function
    End If
    Set used = sheet.UsedRange
    If CDbl(used.Rows.Count) * used.Columns.Count > PERF_LARGEST Then
        PerfSnapshot = Array("Large", ActiveWorkbook.Name, ActiveWorkbook.Path, sheet.Name)
        Exit Function
    End If
    PerfSnapshot = Array("Worksheet", ActiveWorkbook.Name, ActiveWorkbook.Path, sheet.Name, _
        sheet.ProtectContents, used.Row, used.Column, PerfRange(used), used.Formula, _
        PerfMerged(used), PerfNotes(used), PerfSheets())
End Function

' The names of all worksheets of the active workbook, each ended by a separator.
Private Function PerfSheets() As String
    Dim sheet As Object
    For Each sheet In ActiveWorkbook.Worksheets
        PerfSheets = PerfSheets & sheet.Name & Chr$(30)
    Next sheet
End Function

' Addresses of the merged ranges, separated by blanks.
Private Function PerfMerged(ByVal used As Object) As String
    Dim cell As Object
    If Not IsNull(used.MergeCells) Then
        If Not used.MergeCells Then Exit Function
    End If
    For Each cell In used.Cells
        If cell.MergeCells Then
            If cell.Row = cell.MergeArea.Row And cell.Column = cell.MergeArea.Column Then
                PerfMerged = PerfMerged & cell.MergeArea.Address(False, False) & " "
            End If
        End If
    Next cell
End Function

' The notes of the sheet: address, separator, text, each ended by another separator.
Private Function PerfNotes(ByVal used As Object) As String
    Dim cell As Object
    If used.Worksheet.Comments.Count = 0 Then Exit Function
    For Each cell In used.Cells
        If Not cell.Comment Is Nothing Then
            PerfNotes = PerfNotes & cell.Address(False, False) & Chr$(31) & cell.Comment.Text & Chr$(30)
        End If
    Next cell
End Function

' A note of ours begins with our name; all others are the user's and stay.
Private Function PerfIsOurs(ByVal note As Object) As Boolean
    PerfIsOurs = (Left$(note.Text, 6) = "perfxl")
End Function

' A conversation of newer Excel, in place of a note. Older Excel does not know the word.
Private Function PerfHasThread(ByVal cell As Object) As Boolean
    On Error GoTo Older
    PerfHasThread = Not cell.CommentThreaded Is Nothing
Older:
End Function

' Write contents, fills and notes into single cells of a sheet of the active workbook.
'
' addresses, contents, fills, notes: lists of equal length. Contents are texts led by their
' kind: "-" leave as it is, "0" empty, "n" number, "t" text, "f" formula. A fill is a colour,
' -1 for none, -2 to leave it. A note is a text led by "t", "0" for none, "-" to leave it;
' a note of the user is always left. Where a note says " @fill]", the colour that the cell
' had takes the place, so that the mark can be taken away on any computer.
'
' Gives back Array(contents, fills, notes, snapshot): what was there before, in the same
' notation, and the sheet as it is now. When a cell cannot be written, everything is put
' back and the error is raised.
Public Function PerfApply(ByVal sheetName As String, ByVal addresses As Variant, _
        ByVal contents As Variant, ByVal fills As Variant, ByVal notes As Variant) As Variant
    Dim sheet As Object, index As Long
    Dim oldContents() As Variant, oldFills() As Variant, oldNotes() As Variant
    Dim failure As String
    Set sheet = ActiveWorkbook.Worksheets(sheetName)
    ReDim oldContents(UBound(addresses)), oldFills(UBound(addresses)), oldNotes(UBound(addresses))
    For index = 0 To UBound(addresses)
        oldContents(index) = PerfContent(sheet.Range(addresses(index)), contents(index))
        oldFills(index) = PerfFill(sheet.Range(addresses(index)), fills(index))
        oldNotes(index) = PerfNote(sheet.Range(addresses(index)), notes(index))
    Next index
    Application.ScreenUpdating = False
    On Error GoTo Failed
    For index = 0 To UBound(addresses)
        PerfPut sheet.Range(addresses(index)), contents(index), fills(index), _
            PerfSigned(notes(index), oldFills(index))
    Next index
    Application.ScreenUpdating = True
    PerfApply = Array(oldContents, oldFills, oldNotes, PerfSnapshot(sheetName))
    Exit Function
Failed:
    failure = Err.Description
    On Error Resume Next
    For index = 0 To UBound(addresses)
        PerfPut sheet.Range(addresses(index)), oldContents(index), oldFills(index), oldNotes(index)
    Next index
    Application.ScreenUpdating = True
    On Error GoTo 0
    Err.Raise vbObjectError + 514, "perfxl", failure
End Function

Private Function PerfContent(ByVal cell As Object, ByVal asked As String) As String
    If asked = "-" Then
        PerfContent = "-"
    ElseIf cell.HasFormula Then
        PerfContent = "f" & cell.Formula
    Else
        Select Case VarType(cell.Value)
            Case vbEmpty: PerfContent = "0"
            Case vbString: PerfContent = "t" & cell.Value
            Case vbDouble, vbDate, vbCurrency: PerfContent = "n" & Trim$(Str$(CDbl(cell.Value)))
            Case Else: PerfContent = "f" & cell.Formula
        End Select
    End If
End Function

Private Function PerfFill(ByVal cell As Object, ByVal asked As Long) As Long
    If asked = -2 Then
        PerfFill = -2
    ElseIf cell.Interior.ColorIndex = -4142 Then
        PerfFill = -1
    Else
        PerfFill = cell.Interior.Color
    End If
End Function

Private Function PerfNote(ByVal cell As Object, ByVal asked As String) As String
    PerfNote = "-"
    If asked = "-" Or PerfHasThread(cell) Then Exit Function
    If cell.Comment Is Nothing Then
        PerfNote = "0"
    ElseIf PerfIsOurs(cell.Comment) Then
        PerfNote = "t" & cell.Comment.Text
    End If
End Function

' A note with the colour that was there: RRGGBB, nothing for none.
Private Function PerfSigned(ByVal note As String, ByVal fill As Long) As String
    Dim colour As String
    If fill >= 0 Then
        colour = " " & Right$("0" & Hex$(fill Mod 256), 2) & _
            Right$("0" & Hex$((fill \ 256) Mod 256), 2) & Right$("0" & Hex$(fill \ 65536), 2)
    End If
    PerfSigned = Replace(note, " @fill]", colour & "]")
End Function

Private Sub PerfPut(ByVal cell As Object, ByVal content As String, ByVal fill As Long, _
        ByVal note As String)
    Select Case Left$(content, 1)
        Case "0": cell.Value = ""
        Case "n": PerfPutNumber cell, Val(Mid$(content, 2))
        Case "t": PerfPutText cell, Mid$(content, 2)
        Case "f": cell.Formula = Mid$(content, 2)
    End Select
    If fill = -1 Then
        cell.Interior.ColorIndex = -4142
    ElseIf fill >= 0 Then
        cell.Interior.Color = fill
    End If
    If note = "-" Or PerfHasThread(cell) Then Exit Sub
    If Not cell.Comment Is Nothing Then
        If Not PerfIsOurs(cell.Comment) Then Exit Sub
        cell.Comment.Delete
    End If
    If Left$(note, 1) = "t" Then cell.AddComment Mid$(note, 2)
End Sub

' A number stays a number: a cell formatted as text would keep its digits as a text, and
' SUM would leave it out.
Private Sub PerfPutNumber(ByVal cell As Object, ByVal number As Double)
    If cell.NumberFormat = "@" Then cell.NumberFormat = "General"
    cell.Value = number
End Sub

' A text stays a text: Excel would make a number of "95%" and a formula of "=1".
Private Sub PerfPutText(ByVal cell As Object, ByVal text As String)
    If cell.NumberFormat = "@" Then
        cell.Value = text
    Else
        cell.Value = "'" & text
    End If
End Sub

' Write the active workbook as it is now, unsaved edits included, to another file.
Public Sub PerfSaveCopy(ByVal path As String)
    ActiveWorkbook.SaveCopyAs path
End Sub

' Let the user choose a folder; "" when he does not.
Public Function PerfAskFolder(ByVal title As String) As String
    With Application.FileDialog(4)
        .Title = title
        .AllowMultiSelect = False
        If .Show = -1 Then PerfAskFolder = .SelectedItems(1)
    End With
End Function
